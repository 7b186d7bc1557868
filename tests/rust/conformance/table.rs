//! What came of an engine's tests, folder by folder.

use std::collections::BTreeMap;

use crate::exclusions::Exclusion;
use crate::judge::Pass;

/// Counts and what is to be complained about.
pub(crate) struct Table {
    engine: &'static str,
    exclusions: &'static [Exclusion],
    suites: BTreeMap<String, Counts>,
    complaints: Vec<String>,
    met: Vec<&'static str>,
}

#[derive(Default, Clone, Copy)]
struct Counts {
    passed: usize,
    by_value: usize,
    failed: usize,
    excluded: usize,
}

impl Table {
    pub(crate) fn new(engine: &'static str, exclusions: &'static [Exclusion]) -> Self {
        Self { engine, exclusions, suites: BTreeMap::new(), complaints: Vec::new(), met: Vec::new() }
    }

    /// Counts one test.
    pub(crate) fn add(&mut self, name: &str, result: Result<Pass, String>) {
        let suite = name.split('#').next().unwrap_or(name).to_owned();
        let counts = self.suites.entry(suite).or_default();
        let exclusion = self.exclusions.iter().find(|(excluded, _)| *excluded == name);
        self.met.extend(exclusion.map(|(name, _)| *name));
        match (result, exclusion) {
            (Ok(_), Some(_)) => {
                counts.failed += 1;
                self.complaints.push(format!("{name}: excluded, but passes"));
            }
            (Ok(pass), None) => {
                counts.passed += 1;
                counts.by_value += usize::from(matches!(pass, Pass::ByValue));
            }
            (Err(_), Some(_)) => counts.excluded += 1,
            (Err(message), None) => {
                counts.failed += 1;
                self.complaints.push(format!("{name}: {message}"));
            }
        }
    }

    /// Prints all; whether nothing is to be complained about.
    pub(crate) fn print(mut self) -> bool {
        self.complain_of_unknown_exclusions();
        println!("\n{:<34} {:>6} {:>8} {:>6} {:>8}", self.engine, "passed", "by value", "failed", "excluded");
        let mut total = Counts::default();
        for (suite, counts) in &self.suites {
            counts.print(suite);
            total = total.plus(*counts);
        }
        total.print("total");
        for (name, reason) in self.exclusions {
            println!("excluded: {name}: {reason}");
        }
        for complaint in &self.complaints {
            println!("FAILED {complaint}");
        }
        self.complaints.is_empty()
    }

    fn complain_of_unknown_exclusions(&mut self) {
        let unknown = self.exclusions.iter().filter(|(name, _)| !self.met.contains(name));
        let complaints: Vec<_> =
            unknown.map(|(name, _)| format!("{name}: excluded, but there is no such test")).collect();
        self.complaints.extend(complaints);
    }
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            by_value: self.by_value + other.by_value,
            failed: self.failed + other.failed,
            excluded: self.excluded + other.excluded,
        }
    }

    fn print(self, name: &str) {
        println!(
            "{name:<34} {:>6} {:>8} {:>6} {:>8}",
            self.passed, self.by_value, self.failed, self.excluded
        );
    }
}
