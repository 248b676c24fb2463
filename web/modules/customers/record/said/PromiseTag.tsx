import { useTranslation } from "react-i18next";
import type { CustomerPromise } from "./said.ts";

const looks = { open: "warn", kept: "good", broken: "danger", withdrawn: "" } as const;

/** How long still, or how it ended. */
export function PromiseTag({ promise }: { promise: CustomerPromise }) {
  const { t } = useTranslation();
  return (
    <span className={`tag ${looks[promise.state]}`}>
      {promise.state === "open" ? left() : t(`customers.promise.state.${promise.state}`)}
    </span>
  );

  function left(): string {
    const minutes = Math.max(0, Math.round((Date.parse(promise.due_at) - Date.now()) / 60_000));
    const hours = Math.floor(minutes / 60);
    if (hours >= 48) return t("customers.promise.days_left", { count: Math.floor(hours / 24) });
    if (hours > 0) return t("customers.promise.hours_left", { hours, minutes: minutes % 60 });
    return t("customers.promise.minutes_left", { count: minutes });
  }
}
