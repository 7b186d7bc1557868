// The documents that the harness wrote: one JSON object a line.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** Every `step`-th document of `file`, one at a time. */
export async function* documents(file, step = 1) {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line++ % step === 0) yield { description: '', tags: [], ...JSON.parse(text) };
  }
}
