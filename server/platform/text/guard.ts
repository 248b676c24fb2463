/** Texts that a spreadsheet would run as a formula when it opens a CSV file, also behind apostrophes (OWASP: CSV injection). */
export const isFormula = (text: string): boolean => /^'*[=+\-@\t\r]/.test(text);

/** Leads a text with an apostrophe, which spreadsheets take for "this is text". */
export const guarded = (text: string): string => `'${text}`;

/** Takes that one apostrophe away again, so that what was exported comes back as it was. */
export const unguarded = (text: string): string =>
  text.charCodeAt(0) === apostrophe && isFormula(text) ? text.slice(1) : text;

const apostrophe = 0x27;
