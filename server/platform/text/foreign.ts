/**
 * Whether bytes that are no UTF-8 are something else than GB18030, whose every second byte is some character. Judged by how
 * often its pairs look like Chinese: in Western encodings a letter of ASCII follows, in Big5 the frequent 5401 characters lie
 * from A4 to C6 (CNS 11643 plane 1), where GB2312 has but half of its own.
 */
export function isForeign(sample: Uint8Array): boolean {
  let pairs = 0;
  let beforeLetter = 0;
  let frequentInBig5 = 0;
  let inGb2312 = 0;
  for (let at = 0; at + 1 < sample.length; at++) {
    const lead = sample[at]!;
    if (lead < 0x80) continue;
    const trail = sample[at + 1]!;
    pairs++;
    if ((trail | 0x20) >= 0x61 && (trail | 0x20) <= 0x7a) beforeLetter++;
    if (lead >= 0xa1 && lead <= 0xc6 && trail >= 0x40) frequentInBig5++;
    if (lead >= 0xb0 && lead <= 0xf7 && trail >= 0xa1) inGb2312++;
    if (trail >= 0x40) at++;
    else if (trail < 0x30) beforeLetter++; // a space, a comma or a line end: half a pair
  }
  if (pairs === 0) return false;
  const isWestern = beforeLetter > 0.5 * pairs;
  const isBig5 = pairs >= 8 && frequentInBig5 > 0.9 * pairs && inGb2312 < 0.6 * pairs;
  return isWestern || isBig5;
}

/** Whether bytes are UTF-8 but for some broken ones: ten good characters or more to a broken byte. */
export function isBrokenUtf8(sample: Uint8Array): boolean {
  const broken = new TextDecoder("utf-8").decode(sample).match(/\ufffd/g)?.length ?? 0;
  const good = new TextDecoder("utf-8").decode(sample).match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return good >= 10 * broken;
}
