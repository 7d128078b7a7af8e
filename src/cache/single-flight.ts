/** Handed to the work of a flight; `superseded` becomes true when its outcome may be old. */
export interface Ticket {
  readonly superseded: boolean;
}

interface Flight {
  superseded: boolean;
  outcome?: Promise<unknown> | undefined;
}

/**
 * One piece of work for a key at a time; whoever asks meanwhile gets the same outcome. A flight that was superseded by
 * an invalidation keeps its passengers, who came before it, and takes no new ones.
 */
export class SingleFlight {
  private readonly flights = new Map<string, Flight>();

  get size(): number {
    return this.flights.size;
  }

  /** Joins the flight of `key` or starts one. All callers of one key must ask for the same type. */
  run<T>(key: string, work: (ticket: Ticket) => Promise<T>): Promise<T> {
    const current = this.flights.get(key);
    if (current?.outcome) return current.outcome as Promise<T>;
    // Registered before the work starts: an invalidation from within it must find the flight.
    const flight: Flight = { superseded: false };
    this.flights.set(key, flight);
    const outcome = this.fly(key, flight, work);
    flight.outcome = outcome;
    return outcome;
  }

  supersede(key: string): void {
    const flight = this.flights.get(key);
    if (!flight) return;
    flight.superseded = true;
    this.flights.delete(key);
  }

  supersedeAll(): void {
    for (const flight of this.flights.values()) flight.superseded = true;
    this.flights.clear();
  }

  private async fly<T>(key: string, flight: Flight, work: (ticket: Ticket) => Promise<T>): Promise<T> {
    try {
      return await work(flight);
    } finally {
      // A Map that has grown leaves its old table behind, with all that stood in it. In the old space such a table keeps
      // what it held from being collected with the young: every outcome was copied there, to be cleared away much later.
      flight.outcome = undefined;
      if (this.flights.get(key) === flight) this.flights.delete(key);
    }
  }
}
