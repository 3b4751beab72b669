import { COMMANDS } from "../support/command-scenarios";
import { FAULTS, injectFaults, killTwice, KILLS, losePower } from "../support/fault-injection";

/** How often the power fails at each moment, with another outcome each time. */
const SEEDS = 3;

describe("fault injection", () => {
  let cases = 0;
  after(() => console.log(`    fault injection: ${cases} cases`));

  for (const scenario of COMMANDS) {
    it(`command line, ${scenario.name}: any call fails`, async () => {
      cases += await injectFaults(scenario, FAULTS);
    });

    it(`command line, ${scenario.name}: the power fails`, async () => {
      cases += await losePower(scenario, SEEDS);
    });

    it(`command line, ${scenario.name}: it is killed, and killed again while that is put right`, async () => {
      cases += await killTwice(scenario, 2 * SEEDS);
    });

    it(`command line, ${scenario.name}: on a disk without second names`, async () => {
      cases += await injectFaults(scenario, ["EIO", ...KILLS], { hasLinks: false });
      cases += await losePower(scenario, SEEDS, { hasLinks: false });
    });

    it(`command line, ${scenario.name}: where open files keep their names`, async () => {
      cases += await injectFaults(scenario, ["EIO", ...KILLS], { keepsOpenNames: true });
    });
  }
});
