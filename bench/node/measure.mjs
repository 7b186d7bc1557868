// How things are measured in Node, by the method of ../src/measure.rs: warm-up, rounds that alternate
// between engines, medians, CPU time of the whole process beside wall time.

/** Runs `work` once: `{ cpu, wall, value }`, both times in microseconds. */
export async function cost(work) {
  const cpu = process.cpuUsage();
  const wall = process.hrtime.bigint();
  const value = await work();
  const elapsed = Number(process.hrtime.bigint() - wall) / 1e3;
  const used = process.cpuUsage(cpu);
  return { cpu: used.user + used.system, wall: elapsed, value };
}

/** The median of `numbers`, the upper one of two. */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/**
 * Median costs, `[contestant][case]`: in every round all contestants do one case before any does the next,
 * and the one that begins moves on. A case that has taken `budget` microseconds is not repeated.
 */
export async function alternate(contestants, cases, { measured, budget }, work) {
  const samples = Array.from({ length: contestants }, () => Array.from({ length: cases }, () => []));
  const spent = new Array(cases).fill(0);
  for (let round = 0; round <= measured; round++) {
    for (let c = 0; c < cases; c++) {
      if (spent[c] > budget) continue;
      for (let turn = 0; turn < contestants; turn++) {
        const who = (turn + round) % contestants;
        const { cpu, wall } = await cost(() => work(who, c));
        spent[c] += wall;
        samples[who][c].push({ cpu, wall });
      }
    }
  }
  return samples.map((all) => all.map(withoutWarmUp));
}

function withoutWarmUp(samples) {
  const counted = samples.length > 1 ? samples.slice(1) : samples;
  return { cpu: median(counted.map((s) => s.cpu)), wall: median(counted.map((s) => s.wall)) };
}
