//! How things are measured: clocks, warm-up, rounds that alternate between engines, percentiles.
//!
//! Every figure is a median over rounds. CPU time is that of the whole process, so that an engine that starts
//! threads pays for them; it is the figure to compare on a busy machine. Wall time stands beside it.

use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};

/// What one piece of work took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// Processor time of all threads of this process.
    pub(crate) cpu: Duration,
    /// Elapsed time.
    pub(crate) wall: Duration,
}

impl Cost {
    /// CPU time in microseconds.
    pub(crate) fn cpu_us(self) -> f64 {
        self.cpu.as_secs_f64() * 1e6
    }

    /// Wall time in microseconds.
    pub(crate) fn wall_us(self) -> f64 {
        self.wall.as_secs_f64() * 1e6
    }
}

/// Runs `work` once and says what it took.
pub(crate) fn cost<T>(work: impl FnOnce() -> T) -> (Cost, T) {
    let (cpu, wall) = (process_cpu(), Instant::now());
    let value = work();
    let wall = wall.elapsed();
    (Cost { cpu: process_cpu().saturating_sub(cpu), wall }, value)
}

fn process_cpu() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map(Duration::from).unwrap_or_default()
}

/// How often a comparison is repeated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounds {
    /// Rounds that count; one more comes first, to warm up.
    pub(crate) measured: usize,
    /// No further round of a case whose rounds have taken this long, all contestants together.
    pub(crate) budget: Duration,
}

/// The median cost of each case for each contestant: `[contestant][case]`.
///
/// In every round all contestants do one case before any does the next, and the one that begins moves on
/// with each round: a busy second of the machine, or a warm cache, favours nobody.
pub(crate) fn alternate(
    contestants: usize,
    cases: usize,
    rounds: Rounds,
    mut work: impl FnMut(usize, usize),
) -> Vec<Vec<Cost>> {
    let mut samples = vec![vec![Vec::new(); cases]; contestants];
    let mut spent = vec![Duration::ZERO; cases];
    for round in 0..=rounds.measured {
        for case in 0..cases {
            if spent[case] > rounds.budget {
                continue;
            }
            for turn in 0..contestants {
                let contestant = (turn + round) % contestants;
                let (cost, ()) = cost(|| work(contestant, case));
                spent[case] += cost.wall;
                samples[contestant][case].push(cost);
            }
        }
    }
    samples.into_iter().map(|cases| cases.into_iter().map(without_warm_up).collect()).collect()
}

/// The median of all samples but the first, which only counts where it is the only one.
fn without_warm_up(samples: Vec<Cost>) -> Cost {
    let counted = if samples.len() > 1 { &samples[1..] } else { &samples[..] };
    Cost { cpu: median(counted.iter().map(|c| c.cpu)), wall: median(counted.iter().map(|c| c.wall)) }
}

/// The middle value (the upper one of two), zero for none.
pub(crate) fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut sorted: Vec<Duration> = values.collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The `p`-th percentile by nearest rank, zero for none.
pub(crate) fn percentile(values: &[f64], p: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (sorted.len() * p).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!([50, 95, 99].map(|p| percentile(&values, p)), [10.0, 19.0, 20.0]);
        assert_eq!(percentile(&[], 95), 0.0);
    }

    #[test]
    fn every_contestant_does_every_case_in_every_round_and_begins_in_turn() {
        let mut calls = Vec::new();
        let rounds = Rounds { measured: 2, budget: Duration::MAX };
        let costs = alternate(2, 1, rounds, |contestant, case| calls.push((contestant, case)));
        assert_eq!(calls, [(0, 0), (1, 0), (1, 0), (0, 0), (0, 0), (1, 0)]);
        assert_eq!((costs.len(), costs[0].len()), (2, 1));
    }

    #[test]
    fn the_warm_up_does_not_count() {
        let samples = [900, 1, 2, 3].map(|us| Cost { cpu: Duration::from_micros(us), ..Cost::default() });
        assert_eq!(without_warm_up(samples.to_vec()).cpu, Duration::from_micros(2));
    }

    #[test]
    fn a_case_over_budget_is_not_repeated() {
        let mut calls = 0;
        alternate(1, 1, Rounds { measured: 5, budget: Duration::ZERO }, |_, _| calls += 1);
        assert_eq!(calls, 1);
    }
}
