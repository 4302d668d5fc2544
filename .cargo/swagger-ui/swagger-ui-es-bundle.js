// The page of the API loads swagger-ui-bundle.js instead.
