//! What users see, through the real binary and over whole trees of files. One program, so that the library is linked once.
#![cfg(feature = "studio")]
#![expect(clippy::disallowed_methods, reason = "tests lay out files and start programs")]

mod architecture;
mod aside;
mod build_plan;
mod bundle_plan;
mod cap;
mod emergency;
mod fault_numbers;
mod feeds;
mod fleet;
mod fleet_objects;
mod forgeries;
mod generations;
mod hostile;
mod images;
mod incremental;
mod kiosk_faults;
mod kiosk_report;
mod kiosk_rollout;
mod kiosk_room;
mod kiosk_store;
mod kiosk_units;
mod language;
mod ledger;
mod lifecycle;
mod markdown;
mod outputs;
mod paging;
mod preview;
mod preview_diff;
mod progress;
mod proofing;
mod property;
mod provenance;
mod rebuild;
mod recipe;
#[cfg(unix)]
mod recipe_runs;
mod recipes;
mod record;
mod record_in_git;
mod repair;
mod retraction;
mod rules;
mod sample;
mod schema;
mod search;
mod ssh_keygen;
mod story;
mod support;
mod themes;
mod threats;
mod wire;
