//! How far long work has come, on standard error, for whoever watches it (the only indicatif).
//!
//! Nothing is drawn before the work has lasted a moment, and nothing is left of it in the end.

use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner shows nothing: a flash tells nobody anything.
const PATIENCE: Duration = Duration::from_millis(700);
/// How often something that cannot be counted moves.
const BEAT: Duration = Duration::from_millis(120);
/// Drawings a second: the eye follows no more, and a slow line has to carry them.
const RATE: u8 = 6;
/// Without colours, so that there is nothing for `NO_COLOR` to turn off.
const COUNTED: &str = "{msg} [{bar:30}] {pos}/{len}";
const WAITING: &str = "{spinner} {msg}";

/// One piece of work; it vanishes when the value is dropped.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// Work that can be counted.
    #[must_use]
    pub fn counted(is_watched: bool, words: &str, total: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        Self(bar).shown(is_watched, (COUNTED, words))
    }

    /// Work that cannot.
    #[must_use]
    pub fn waiting(is_watched: bool, words: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let progress = Self(bar).shown(is_watched, (WAITING, words));
        if is_watched {
            progress.0.enable_steady_tick(BEAT);
        }
        progress
    }

    fn shown(self, is_watched: bool, (template, words): (&str, &str)) -> Self {
        if is_watched {
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            self.0.set_style(style.progress_chars("##-"));
            self.0.set_message(words.to_owned());
            let bar = self.0.clone();
            thread::spawn(move || {
                thread::sleep(PATIENCE);
                if !bar.is_finished() {
                    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
                }
            });
        }
        self
    }

    /// One more is done.
    pub fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
