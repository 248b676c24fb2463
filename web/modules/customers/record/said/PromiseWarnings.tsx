import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listPromisesContract } from "../../../../../server/modules/customers/promise/promise.contract.ts";
import { useRead } from "../../../../api/queries.ts";
import { useCan } from "../../../../frame/me.ts";
import { formatWhen } from "../../../../text/format.ts";
import { Icon } from "../../../../ui/Icon.tsx";
import type { CustomerPromise } from "./said.ts";

const soon = 3 * 86_400_000;
const mostShown = 2;

/** Promises that are due in three days or were broken lately; they lead to the promises on the timeline. */
export function PromiseWarnings({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const params = { customerId };
  const read = useRead(
    listPromisesContract,
    { params, query: { is_pressing: true, limit: 20 } },
    { enabled: can(listPromisesContract.permission) },
  );
  const pressing = (read.data?.rows ?? []).filter(
    (one) => one.state === "broken" || Date.parse(one.due_at) < Date.now() + soon,
  );
  return (
    <>
      {pressing.slice(0, mostShown).map((one) => (
        <Link
          key={one.id}
          to="/customers/$customerId"
          params={params}
          search={{ kind: "promise" }}
          className={`tag said-tag ${one.state === "broken" ? "danger" : "warn"}`}
          title={one.what}
        >
          <Icon name="promise" size={13} />
          <span className="el">{sentence(one)}</span>
        </Link>
      ))}
      {pressing.length > mostShown && (
        <span className="t3 small">{t("customers.promise.more", { count: pressing.length - mostShown })}</span>
      )}
    </>
  );

  function sentence({ state, due_at, what }: CustomerPromise): string {
    return t(state === "broken" ? "customers.promise.warn_broken" : "customers.promise.warn_due", {
      when: formatWhen(due_at),
      what,
    });
  }
}
