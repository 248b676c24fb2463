const strings = [372, 404, 436, 500, 532, 564];
const marks: readonly [x: number, r: number][] = [
  [66, 3],
  [112, 3],
  [154, 3.5],
  [230, 3.5],
  [306, 4],
  [382, 4],
  [460, 6],
  [538, 4],
  [614, 4],
  [690, 3.5],
  [766, 3.5],
  [808, 3],
  [854, 3],
];

/** A guqin: seven strings, thirteen marks, one string pressed. */
export function Strings() {
  return (
    <svg className="st" viewBox="0 0 920 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <g fill="none" stroke="#43ab9c" strokeOpacity=".55">
        {strings.map((y) => (
          <path key={y} d={`M0 ${y}H920`} strokeWidth={2.2 - (y - 372) / 160} />
        ))}
        <path
          d="M0 468C300 468 420 468 552 486 640 474 760 468 920 468"
          strokeWidth="1.6"
          stroke="#b2e0d7"
          strokeOpacity=".95"
        />
      </g>
      <g fill="#7fcabd" fillOpacity=".75">
        {marks.map(([x, r]) => (
          <circle key={x} cx={x} cy={338} r={r} />
        ))}
      </g>
    </svg>
  );
}
