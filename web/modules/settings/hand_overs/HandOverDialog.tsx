import "./hand_overs.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createHandOverContract,
  listHandOversContract,
  previewHandOverContract,
} from "../../../../server/modules/customers/hand_over.contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall, useRead } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Ticks } from "../../../ui/Ticks.tsx";
import { FormProblem } from "../FormProblem.tsx";
import { HandOverProgress } from "./HandOverProgress.tsx";
import { countOf, namesOf, shares, watchHandOver } from "./hand_overs.ts";
import { Receivers } from "./Receivers.tsx";

interface Props {
  /** Whose work goes on to others; absent: it is asked. */
  from?: string | undefined;
  onClose: () => void;
}

/** What a person has, who gets how much of it, and then how far it is. Closing it stops nothing. */
export function HandOverDialog({ from: given, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { users } = useColleagues();
  const [from, setFrom] = useState(given ?? "");
  const [to, setTo] = useState<string[]>([]);
  const [left, setLeft] = useState<string[]>([]);
  const read = useRead(
    previewHandOverContract,
    { params: { userId: from } },
    { enabled: from !== "", staleTime: 0, gcTime: 0 },
  );
  const create = useCall(createHandOverContract);
  const name = nameOf(users, from);
  const there = (read.data?.kinds ?? []).filter(({ count }) => count > 0);
  const chosen = there.filter(({ kind }) => !left.includes(kind));
  const receivers = to.map((id) => ({ id, name: nameOf(users, id) }));
  const what = chosen.map(({ kind, count }) => countOf(kind, count)).join(t("settings.comma"));
  if (create.data) {
    const total = chosen.reduce((sum, { count }) => sum + count, 0);
    return <HandOverProgress id={create.data.id} total={total} name={name} onClose={onClose} />;
  }
  return (
    <Dialog
      place="side"
      title={name ? t("settings.hand_overs.of", { name }) : t("settings.hand_overs.new")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="primary" blocked={blocked()} loading={create.isPending} onClick={give}>
            <span className="ho-go">
              {blocked() ? t("settings.hand_overs.give") : t("settings.hand_overs.give_to", words())}
            </span>
          </ActionButton>
        </>
      }
    >
      {!given && (
        <Field label={t("settings.hand_overs.from_whom")}>
          <select className="inp" data-focus value={from} onChange={(event) => choose(event.target.value)}>
            <option value="">{t("settings.hand_overs.choose")}</option>
            {fromOrder().map((user) => (
              <option key={user.id} value={user.id}>
                {user.is_active ? user.name : t("settings.hand_overs.left", { name: user.name })}
              </option>
            ))}
          </select>
        </Field>
      )}
      {from && read.isPending && <Skeleton rows={4} />}
      {read.isError && (
        <ErrorState title={t("settings.hand_overs.not_counted")} error={read.error} retry={() => void read.refetch()} />
      )}
      {read.data && there.length === 0 && (
        <p className="t2">
          {t(from === me.user.id ? "settings.hand_overs.have_none" : "settings.hand_overs.has_none", { name })}
        </p>
      )}
      {there.length > 0 && (
        <>
          <Ticks
            legend={t("settings.hand_overs.what")}
            options={there.map(({ kind, count }) => ({ id: kind, name: countOf(kind, count) }))}
            chosen={chosen.map(({ kind }) => kind)}
            onChange={(kinds) => setLeft(there.map(({ kind }) => kind).filter((kind) => !kinds.includes(kind)))}
          />
          <Receivers
            people={users.filter((user) => user.is_active && user.id !== from)}
            chosen={to}
            gets={gets}
            onChange={setTo}
          />
          <p className="small t3">{t("settings.hand_overs.what_happens")}</p>
        </>
      )}
      <FormProblem error={create.error} />
    </Dialog>
  );

  /** Those who have left first: their work waits for somebody. */
  function fromOrder() {
    return users.toSorted((one, other) => Number(one.is_active) - Number(other.is_active));
  }

  function choose(id: string) {
    create.reset();
    setFrom(id);
    setTo(to.filter((one) => one !== id));
    setLeft([]);
  }

  function gets(place: number): string {
    return chosen
      .map(({ kind, count }) => ({ kind, count: shares(count, to.length)[place] ?? 0 }))
      .filter(({ count }) => count > 0)
      .map(({ kind, count }) => countOf(kind, count))
      .join(t("settings.comma"));
  }

  function blocked(): string | undefined {
    if (!from) return "nobody_to_hand_over";
    if (chosen.length === 0) return "nothing_to_hand_over";
    return to.length === 0 ? "no_receiver" : undefined;
  }

  function words() {
    return { what, to: namesOf(receivers) };
  }

  function give() {
    create.mutate(
      { body: { from, to, kinds: chosen.map(({ kind }) => kind) } },
      {
        onSuccess: (made) => {
          void client.invalidateQueries({ queryKey: keyOf(listHandOversContract) });
          void watchHandOver(made.id);
        },
      },
    );
  }
}
