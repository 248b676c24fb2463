import { type IconName, icons } from "./icons.ts";

interface Props {
  name: IconName;
  /** 14 inside chips, 18 in the rail. */
  size?: number;
  className?: string;
}

export function Icon({ name, size = 16, className = "" }: Props) {
  return (
    <svg className={`i ${className}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={icons[name]} strokeWidth={name === "more" || name === "keypad" ? 2.2 : undefined} />
    </svg>
  );
}
