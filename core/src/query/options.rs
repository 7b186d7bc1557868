//! What the host grants a query: how much it may take, and what the core has no access to.

/// Bounds of one run; exceeding one ends the query with an error that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps: about one for each triple, row or kilobyte of text that is touched. A step takes 2 to 200 ns.
    pub fuel: u64,
    /// Rows of the answer.
    pub rows: u64,
    /// Bytes that the query may hold at once for sorting, grouping, joining and computed terms.
    pub bytes: u64,
}

impl Default for Limits {
    /// A billion steps (some seconds), ten million rows, one GiB.
    fn default() -> Self {
        Self { fuel: 1_000_000_000, rows: 10_000_000, bytes: 1 << 30 }
    }
}

/// Why a host ends a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Nobody wants the answer any more.
    Cancelled,
    /// The time that the host allowed is over.
    TimeUp {
        /// That time, in milliseconds.
        limit_ms: u64,
    },
}

/// Asked about every millisecond while a query runs; a reason ends it.
pub type Cancel<'a> = &'a dyn Fn() -> Option<Stop>;

/// What a run is given beside the plan. The core reads no clock and draws no randomness.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Its bounds.
    pub limits: Limits,
    /// `NOW()`: milliseconds since 1970-01-01T00:00:00Z.
    pub now_ms: i64,
    /// Where `RAND()`, `UUID()` and `STRUUID()` start; equal seeds give equal answers.
    pub seed: u64,
    /// Whether to stop.
    pub cancel: Option<Cancel<'a>>,
}

impl core::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options").field("limits", &self.limits).finish_non_exhaustive()
    }
}
