//! Progress bars on standard error, for people who watch: never in a pipe or a log.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar that shows one stage of work after the other.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Default for Progress {
    /// A bar if standard error is a terminal, else nothing.
    fn default() -> Self {
        let bar = if std::io::stderr().is_terminal() { drawn() } else { ProgressBar::hidden() };
        Self { bar }
    }
}

impl Progress {
    /// Shows `done` of `total` of `stage`.
    pub(crate) fn show(&self, stage: &'static str, done: u64, total: u64) {
        self.bar.set_message(stage);
        self.bar.set_length(total);
        self.bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn drawn() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg:>8} {wide_bar} {percent:>3} % {elapsed}") {
        bar.set_style(style);
    }
    bar
}
