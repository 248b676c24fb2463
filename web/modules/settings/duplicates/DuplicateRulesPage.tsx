import "../../../ui/table.css";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  readDuplicateRulesContract,
  setDuplicateRuleContract,
} from "../../../../server/modules/customers/duplicate.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { needStrings, t as word } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";

type Rules = ResponseOf<typeof readDuplicateRulesContract>;
type Kind = "company" | "person";

/** What speaks for two records being one, in points; the next sweep counts by them. */
export function DuplicateRulesPage() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>("company");
  const read = useRead(readDuplicateRulesContract, {});
  useEffect(() => void needStrings("duplicates"), []);
  const rules = read.data;
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.duplicates")}</h1>
        <span className="grow" />
        <div className="seg" role="radiogroup" aria-label={t("customers.filter.kind")}>
          {(["company", "person"] as const).map((one) => (
            // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
            <button key={one} type="button" role="radio" aria-checked={one === kind} onClick={() => setKind(one)}>
              {t(`customers.kind.${one}`)}
            </button>
          ))}
        </div>
      </div>
      <div className="page flush">
        {rules && (
          <p className="lead t2">{t("settings.duplicates.lead", { likely: rules.likely, sure: rules.sure })}</p>
        )}
        {read.isPending && <Skeleton rows={10} />}
        {read.isError && !rules && (
          <ErrorState title={t("settings.duplicates.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {rules && (
          <table className="tbl" aria-label={t("settings.page.duplicates")}>
            <thead>
              <tr>
                <th scope="col">{t("settings.duplicates.rule")}</th>
                <th scope="col" className="num" style={{ width: 140 }}>
                  {t("settings.duplicates.points")}
                </th>
                <th scope="col" className="num" style={{ width: 120 }}>
                  {t("settings.duplicates.usual")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rules[kind].map((rule) => (
                <RuleRow key={`${kind} ${rule.rule} ${rule.points}`} kind={kind} rule={rule} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </>
  );
}

function RuleRow({ kind, rule }: { kind: Kind; rule: Rules["company"][number] }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(String(rule.points));
  const points = Number(typed);
  const isFine = /^-?\d{1,3}$/.test(typed) && Math.abs(points) <= 100;
  const name = t(`duplicates.rule.${rule.rule}`);
  return (
    <tr>
      <td>{name}</td>
      <td className="num">
        <input
          className="inp s"
          style={{ width: 76, textAlign: "right" }}
          inputMode="numeric"
          aria-label={t("settings.duplicates.points_of", { rule: name })}
          aria-invalid={!isFine}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() =>
            isFine
              ? points !== rule.points && void set(kind, rule.rule, points, rule.points)
              : setTyped(String(rule.points))
          }
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      </td>
      <td className="num t3">{rule.usual}</td>
    </tr>
  );
}

async function set(kind: Kind, rule: string, points: number, before: number | null): Promise<void> {
  try {
    const rules = await call(setDuplicateRuleContract, { params: { kind, rule }, body: { points } });
    client.setQueryData(keyOf(readDuplicateRulesContract, {}), rules);
    if (before !== null)
      showToast({ text: word("settings.duplicates.set"), undo: () => set(kind, rule, before, null) });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
    void client.invalidateQueries({ queryKey: keyOf(readDuplicateRulesContract) });
  }
}
