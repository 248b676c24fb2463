import { useTranslation } from "react-i18next";

const widths = [92, 68, 84, 56, 76, 62, 88, 70];

/** Rows in the shape of what comes; seen only when it takes longer than 100 ms. */
export function Skeleton({ rows = 12, height = 36 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className="late" role="status" aria-busy="true" aria-label={t("frame.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity
        <div key={row} className="sk-row" style={{ height }}>
          <i className="sk" style={{ width: 16, height: 16 }} />
          <i className="sk" style={{ width: `${widths[row % widths.length]}%` }} />
          <i className="sk" />
          <i className="sk" />
          <i className="sk" />
        </div>
      ))}
    </div>
  );
}
