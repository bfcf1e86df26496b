//! The gate as a whole: articles and signed records in, verdicts out.

mod binding;
mod counting;
mod random;
mod states;
mod trust;
