// Kept queries: which there are, which are switched on, and what they find.
import type { Found, QueryText } from "../../src/protocol/messages";
import type { Style } from "../../src/protocol/styles";

/** A style and what it finds; null: it is no query, or not known yet. */
export interface StyleMatches {
  readonly style: Style;
  readonly found: Found | null;
}

export interface StylePorts {
  ask(query: QueryText, signal: AbortSignal): Promise<Found>;
  /** Something changed. @param matches Of those that are on. */
  tell(matches: readonly StyleMatches[]): void;
  /** @param off The names of those that are switched off. */
  remember(off: readonly string[]): void;
}

export class Styles {
  #all: readonly Style[] = [];
  readonly #off: Set<string>;
  readonly #problems = new Map<string, string>();
  #asking: AbortController | null = null;

  constructor(
    readonly ports: StylePorts,
    off: readonly string[],
  ) {
    this.#off = new Set(off);
  }

  get all(): readonly Style[] {
    return this.#all;
  }

  isOn({ name }: Style): boolean {
    return !this.#off.has(name);
  }

  /** What is wrong with its query; null: nothing. */
  problemOf({ name }: Style): string | null {
    return this.#problems.get(name) ?? null;
  }

  show(all: readonly Style[]): Promise<void> {
    this.#all = all;
    return this.again();
  }

  turn({ name }: Style, isOn: boolean): Promise<void> {
    if (isOn) {
      this.#off.delete(name);
    } else {
      this.#off.add(name);
    }
    this.ports.remember([...this.#off]);
    return this.again();
  }

  /** Asks for what they find, as after the model changed: one after the other, so that nobody waits for all of them. */
  async again(): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#problems.clear();
    const matches: StyleMatches[] = [];
    for (const style of this.#all.filter((each) => this.isOn(each))) {
      let found: Found | null = null;
      try {
        found = await this.ports.ask(style.query, asking.signal);
      } catch (error) {
        this.#problems.set(style.name, (error as Error).message);
      }
      if (asking.signal.aborted) {
        return;
      }
      matches.push({ style, found });
    }
    this.ports.tell(matches);
  }
}
