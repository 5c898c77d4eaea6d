export interface Dependent {
  readonly name: string;
  readonly dependsOn: ReadonlyMap<string, unknown>;
}

/** Services so that each comes after those it depends on, otherwise as given. Throws, naming it, on a circle. */
export function startOrder<T extends Dependent>(services: readonly T[]): T[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered = new Set<T>();
  const visit = (service: T, trail: readonly string[]): void => {
    if (ordered.has(service)) return;
    const at = trail.indexOf(service.name);
    if (at >= 0) {
      throw new Error(`depends_on goes in a circle: ${[...trail.slice(at), service.name].join(' → ')}.`);
    }
    for (const name of service.dependsOn.keys()) {
      const needed = byName.get(name);
      if (needed) visit(needed, [...trail, service.name]);
    }
    ordered.add(service);
  };
  for (const service of services) visit(service, []);
  return [...ordered];
}
