/** The three types that make a domain's context its own. */
export interface DomainTypes {
  /** Its generated Prisma client. */
  client: unknown;
  /** What `settings(env)` returned. */
  settings: unknown;
  /** What `services(…)` returned: ports to the outside, such as a payment provider or an SMTP transport. */
  services: unknown;
}
