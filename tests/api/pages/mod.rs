//! French pages for people who have signed in.

mod sheet;
