/** Measures several times. @returns the median of each number. */
export async function medians(times, measure) {
  const runs = [];
  for (let count = 0; count < times; count++) {
    runs.push(await measure());
  }
  return Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((run) => run[name]))]));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
