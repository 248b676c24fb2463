/** The mark: a string, and what is heard of it. */
export function Mark({ label, size = 32 }: { label: string; size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" role="img" aria-label={label}>
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <g stroke="#fff" strokeWidth="1.6" strokeLinecap="round" fill="none">
        <path d="M9.5 7.5v17" />
        <path d="M14 7.5c5.2 4.2 5.2 12.8 0 17" />
        <path d="M19.5 10.5c3 3.2 3 7.8 0 11" opacity=".62" />
      </g>
      <circle cx="9.5" cy="16" r="2.3" fill="#fff" />
    </svg>
  );
}
