/** Mulberry32: numbers in [0, 1), the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The same items with the order of streams thrown about and the order within each stream kept. */
export function interleaveStreams<Item>(
  items: readonly Item[],
  streamOf: (item: Item) => string,
  random: () => number,
): Item[] {
  const streams = new Map<string, Item[]>();
  for (const item of items) {
    const name = streamOf(item);
    const known = streams.get(name);
    if (known) known.push(item);
    else streams.set(name, [item]);
  }
  const slots = items.map(streamOf);
  for (let at = slots.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [slots[at], slots[other]] = [slots[other] as string, slots[at] as string];
  }
  const taken = new Map<string, number>();
  return slots.map((name) => {
    const next = taken.get(name) ?? 0;
    taken.set(name, next + 1);
    return streams.get(name)?.[next] as Item;
  });
}
