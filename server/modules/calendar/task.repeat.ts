import rrule from "rrule";

const { Frequency, RRule, rrulestr } = rrule;
const longest = 20;

/**
 * A rule of RFC 5545 (3.3.10) without a start: "FREQ=WEEKLY;BYDAY=MO". Days are the organisation's and are reckoned as
 * UTC dates, so that no change of clocks moves them.
 * @returns the day after `from` that follows `due`, and the rule that goes on from there; null when it has ended
 * @throws RangeError when the rule is not one, or is finer than a day
 */
export function nextRepeat(rule: string, due: string, from: string): { day: string; rule: string } | null {
  const options = parse(rule);
  if (options.count === 1) return null;
  const start = new Date(`${due}T00:00:00Z`);
  const end = new Date(start);
  end.setUTCFullYear(end.getUTCFullYear() + longest);
  const until = options.until && options.until < end ? options.until : end;
  const { count, ...endless } = options;
  const after = new Date(`${due > from ? due : from}T00:00:00Z`);
  const next = new RRule({ ...endless, dtstart: start, until }).after(after);
  if (!next) return null;
  const goesOn = count ? rule.replace(/COUNT=\d+/i, `COUNT=${count - 1}`) : rule;
  return { day: next.toISOString().slice(0, 10), rule: goesOn };
}

function parse(rule: string) {
  if (!/^[A-Z0-9=;,+-]+$/i.test(rule) || /DTSTART|BYHOUR|BYMINUTE|BYSECOND/i.test(rule)) throw new RangeError(rule);
  try {
    const { origOptions } = rrulestr(rule.toUpperCase());
    if (origOptions.freq === undefined || origOptions.freq > Frequency.DAILY) throw new RangeError(rule);
    return origOptions;
  } catch {
    throw new RangeError(rule);
  }
}
