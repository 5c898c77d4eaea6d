/** What is nested deeper cannot be written as JSON everywhere: that recurses. */
const depthMax = 500;

/** Whether a value of a subgraph's is nested so deep that writing it again may fail. */
export function isNestedTooDeep(value: unknown, levels = depthMax): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isNestedTooDeep(inner, levels - 1));
}
