// Who uses a parameter first. Each source is walked once for each way in which it can be used, by its first user; once
// more where others use it too.
import type { Parameter, Source, Use } from "./parameters";

/** The parameters of one user, as far as no earlier one has them. */
export interface Claim {
  parameters: number;
  bytes: number;
  /** Whether another user has one of its parameters too, claimed here or before. */
  shared: boolean;
}

interface Visit {
  readonly by: Claim;
  isShared: boolean;
}

export class Claims {
  readonly #owners = new Map<object, Claim>();
  readonly #visits: Readonly<Record<Use, Map<Source, Visit>>> = {
    data: new Map(),
    trained: new Map(),
    setting: new Map(),
  };

  /** The keys of all parameters that were claimed. */
  get keys(): ReadonlySet<object> {
    return new Set(this.#owners.keys());
  }

  /** Lets go of what only further claims would need. */
  finish(): void {
    Object.values(this.#visits).forEach((visits) => visits.clear());
  }

  /**
   * @param claim Of nothing yet: what it comes to is added to it.
   * @param isUser Whether it counts as one beside others: what a function returns does not.
   */
  claim(root: Source, claim: Claim, isUser = true): void {
    const pending: { source: Source; use: Use }[] = [{ source: root, use: "data" }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { source, use } = next;
      if (!source.isReadOnce && !this.#visit(source, use, claim)) {
        continue;
      }
      const { parameter } = source;
      if (parameter !== null && source.largest[use] !== null) {
        this.#take(parameter, claim, isUser);
      }
      for (const input of source.inputs) {
        pending.push({ source: input.source, use: input.use === "data" ? use : input.use });
      }
    }
  }

  /** @returns whether what is in the source has to be looked at. */
  #visit(source: Source, use: Use, claim: Claim): boolean {
    const visit = this.#visits[use].get(source);
    if (visit === undefined) {
      this.#visits[use].set(source, { by: claim, isShared: false });
      return true;
    }
    if (visit.by === claim || source.largest[use] === null) {
      return false;
    }
    claim.shared = true;
    const isFirstTime = !visit.isShared;
    visit.isShared = true;
    return isFirstTime;
  }

  #take({ key, elements, bytes }: Parameter, claim: Claim, isUser: boolean): void {
    const owner = this.#owners.get(key);
    if (owner === undefined) {
      this.#owners.set(key, claim);
      claim.parameters += elements;
      claim.bytes += bytes;
    } else if (owner !== claim && isUser) {
      owner.shared = true;
      claim.shared = true;
    }
  }
}
