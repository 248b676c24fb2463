import { useTranslation } from "react-i18next";
import type { tryCustomerContract } from "../../../../server/modules/customers/trial.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { ClosedFields, TriedLine, useWayWords } from "./TriedLine.tsx";
import { type RoleDraft, useTrial } from "./trial.ts";

type Trial = ResponseOf<typeof tryCustomerContract>;
type Tried = Trial["actions"][number];

interface Props {
  userId: string;
  customerId: string;
  trial: RoleDraft;
}

/** What the person may do with this very customer, by which way, or why not. */
export function TriedCustomer({ userId, customerId, trial }: Props) {
  const { t } = useTranslation();
  const words = useWayWords();
  const saved = useTrial(userId, customerId);
  const tried = useTrial(userId, customerId, trial);
  if (tried.isPending || saved.isPending) return <Skeleton rows={5} height={28} />;
  const { data } = tried;
  if (!data || !saved.data) {
    const error = tried.error ?? saved.error;
    return <ErrorState title={t("settings.roles.try.failed")} error={error} retry={() => void tried.refetch()} />;
  }
  return (
    <ul aria-live="polite">
      {data.actions.map((one) => (
        <TriedLine
          key={one.action}
          may={one.may}
          act={t(`settings.roles.action.${one.action}`)}
          why={one.may ? how(one) : whyNot(one, data)}
          after={changeOf(saved.data.actions.find((other) => other.action === one.action)?.may, one.may)}
        >
          {one.may && (
            <ClosedFields fields={one.hidden_fields} word={one.action === "update" ? "unchanged" : "unseen"} />
          )}
        </TriedLine>
      ))}
    </ul>
  );

  function how({ ways }: Tried): string {
    return ways.length > 0 ? words(ways) : t("settings.roles.try.by_hidden_owner");
  }

  function whyNot({ why_not: reason, granted }: Tried, { owner }: Trial): string {
    if (reason !== "out_of_scope") return t(`settings.roles.try.why.${reason}`);
    const scopes = granted.map((scope) => t(`settings.roles.scope.${scope}`)).join(t("settings.comma"));
    const only = t("settings.roles.try.why.out_of_scope", { scopes });
    if (owner === undefined) return only;
    return only + (owner ? t("settings.roles.try.owned_by", owner) : t("settings.roles.try.owned_by_nobody"));
  }

  function changeOf(was: boolean | undefined, now: boolean): string | undefined {
    if (was === undefined || was === now) return undefined;
    return t(now ? "settings.roles.try.then_may" : "settings.roles.try.then_may_not");
  }
}
