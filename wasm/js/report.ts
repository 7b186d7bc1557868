import type { Step } from "./types.js";

/** A verdict as a list of steps. Its JSON is that of the command line's `verify --format json`. */
export class Report {
  /** One step for every check there is, in order; the first failure ends the checking. */
  readonly steps: readonly Step[];

  /** @internal */
  constructor(steps: readonly Step[]) {
    this.steps = steps;
  }

  /** Whether nothing failed. Look at the steps, too: a release that nobody signed has steps that are skipped. */
  get ok(): boolean {
    return this.steps.length > 0 && this.failure === undefined;
  }

  /** The step that failed, if one did. */
  get failure(): Step | undefined {
    return this.steps.find((step) => step.outcome === "failed");
  }
}
