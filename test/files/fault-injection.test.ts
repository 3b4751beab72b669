import { COMMANDS } from "../support/command-scenarios";
import { EDITS } from "../support/editor-scenarios";
import { FAULTS, injectFaults, killTwice, KILLS, losePower } from "../support/fault-injection";

/** How often the power fails at each moment, with another outcome each time. */
const SEEDS = 3;

describe("fault injection", function () {
  this.timeout(60_000);
  let cases = 0;
  after(() => console.log(`    fault injection: ${cases} cases`));

  const doors = [
    ...COMMANDS.map((scenario) => ({ door: "command line", scenario })),
    ...EDITS.map((scenario) => ({ door: "editor", scenario })),
  ];
  for (const { door, scenario } of doors) {
    it(`${door}, ${scenario.name}: any call fails`, async () => {
      cases += await injectFaults(scenario, FAULTS);
    });

    it(`${door}, ${scenario.name}: the power fails`, async () => {
      cases += await losePower(scenario, SEEDS);
    });

    it(`${door}, ${scenario.name}: it is killed, and killed again while that is put right`, async () => {
      cases += await killTwice(scenario, 2 * SEEDS);
    });

    if (door === "editor" && scenario.isOneFile) {
      continue; // What differs on such disks is the same for one file, whoever writes it.
    }

    it(`${door}, ${scenario.name}: on a disk without second names`, async () => {
      cases += await injectFaults(scenario, ["EIO", ...KILLS], { hasLinks: false });
      cases += await losePower(scenario, SEEDS, { hasLinks: false });
    });

    it(`${door}, ${scenario.name}: where open files keep their names`, async () => {
      cases += await injectFaults(scenario, ["EIO", ...KILLS], { keepsOpenNames: true });
    });
  }
});
