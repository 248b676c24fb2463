/** C-000123 for a company, P-000123 for a person. */
export const customerNumber = (kind: string, number: number): string =>
  `${kind === "company" ? "C" : "P"}-${String(number).padStart(6, "0")}`;
