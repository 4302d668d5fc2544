-- With an array of people every plan seems to cost the same, so that the server would plan the view again for each row, for some
-- milliseconds. The indexes by person serve for all people: one plan for a session.
ALTER FUNCTION refresh_candidate_facts(BIGINT[]) SET plan_cache_mode = force_generic_plan;
