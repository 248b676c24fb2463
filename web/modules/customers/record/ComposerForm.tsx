import "./said/said.css";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  listInteractionsContract,
  logInteractionContract,
  removeInteractionContract,
} from "../../../../server/modules/customers/interaction.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useCan } from "../../../frame/me.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Kbd } from "../../../ui/Kbd.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { type InteractionKind, iconOfKind } from "../kinds.ts";
import { type Draft, emptyDraft, keepDraft, loadDraft, type SaidKind, saidKinds, saidOf } from "./draft.ts";
import { Mentions, mentionedIn } from "./Mentions.tsx";
import { useRecord } from "./RecordContext.ts";
import { rereadRecord } from "./record.ts";
import { SaidDetails } from "./said/SaidDetails.tsx";
import { doSaid, saidChanged, wantedKind } from "./said/said.ts";
import { sendSaid } from "./said/send.ts";

const kinds: readonly InteractionKind[] = ["note", "visit", "call", "mail", "meeting"];

interface Props {
  boxId: string;
  isFocused?: boolean;
  onDone?: () => void;
}

export function ComposerForm({ boxId, isFocused, onDone }: Props) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const [draft, setDraft] = useState<Draft>(() => loadDraft(record.id));
  const log = useCall(logInteractionContract);
  const say = useMutation({ mutationFn: (kind: SaidKind) => sendSaid(record.id, kind, draft) });
  const can = useCan();
  const said = saidOf(draft.kind);
  const problem = log.error ?? say.error;
  const wanted = wantedKind.use();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that it is asked
  useEffect(() => {
    if (!wanted) return;
    wantedKind.set(undefined);
    change({ kind: wanted });
    document.getElementById(boxId)?.focus();
  }, [wanted]);
  const { users } = useColleagues();
  const isOpen = isFocused || draft.body !== "" || draft.kind !== "note";
  return (
    <form
      className="comp"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="k" role="tablist" aria-label={t("customers.log")}>
        {[...kinds, ...saidKinds.filter((kind) => can(`${kind}.create`))].map((kind) => (
          <button
            key={kind}
            type="button"
            role="tab"
            aria-selected={kind === draft.kind}
            onClick={() => change({ kind })}
          >
            <Icon name={iconOfKind(kind)} />
            {t(`customers.interaction.${kind}`)}
          </button>
        ))}
      </div>
      <div className="comp-text">
        <textarea
          id={boxId}
          rows={isOpen ? 3 : 1}
          className={isFocused ? "tall" : ""}
          value={draft.body}
          maxLength={20_000}
          ref={isFocused ? focusOnOpen : undefined}
          aria-label={t(`customers.write.${draft.kind}`)}
          placeholder={t(`customers.write.${draft.kind}`)}
          onChange={(event) => change({ body: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        {!isOpen && (
          <span className="only-l">
            <Kbd keys="Ctrl Enter" />
          </span>
        )}
      </div>
      <Mentions body={draft.body} users={users} onPick={(body) => change({ body })} />
      {isOpen && (
        <div className="row comp-more">
          {said ? <SaidDetails kind={said} draft={draft} onChange={change} /> : draft.kind !== "note" && details()}
          <span className="grow" />
          <ActionButton look="text" small onClick={drop}>
            {t("customers.drop_draft")}
          </ActionButton>
          <ActionButton look="primary" small type="submit" loading={log.isPending || say.isPending}>
            {t("customers.log_it")} <span className="only-l hint">Ctrl Enter</span>
          </ActionButton>
        </div>
      )}
      {problem && (
        <p className="danger small comp-problem" role="alert">
          {problemText(problem)} {t("customers.draft_kept")}
        </p>
      )}
    </form>
  );

  function details() {
    return (
      <>
        {(draft.kind === "call" || draft.kind === "mail") && (
          <select
            className="inp s auto"
            aria-label={t("customers.direction.label")}
            value={draft.direction}
            onChange={(event) => change({ direction: event.target.value === "in" ? "in" : "out" })}
          >
            <option value="out">{t(`customers.direction.${draft.kind}_out`)}</option>
            <option value="in">{t(`customers.direction.${draft.kind}_in`)}</option>
          </select>
        )}
        {(record.contacts ?? []).length > 0 && (
          <select
            className="inp s auto"
            aria-label={t("customers.with_contact")}
            value={draft.contactId}
            onChange={(event) => change({ contactId: event.target.value })}
          >
            <option value="">{t("customers.with_contact")}</option>
            {record.contacts?.map((contact) => (
              <option key={contact.id} value={contact.id}>
                {contact.name}
              </option>
            ))}
          </select>
        )}
        <input
          className="inp s auto"
          type="datetime-local"
          aria-label={t("customers.happened_at")}
          value={draft.happenedAt}
          onChange={(event) => change({ happenedAt: event.target.value })}
        />
        {draft.kind !== "mail" && (
          <label className="row t3" style={{ gap: 4 }}>
            <input
              className="inp s minutes"
              inputMode="numeric"
              aria-label={t("customers.minutes")}
              value={draft.minutes}
              onChange={(event) => change({ minutes: event.target.value.replace(/\D/g, "").slice(0, 4) })}
            />
            {t("customers.minutes")}
          </label>
        )}
      </>
    );
  }

  function change(part: Partial<Draft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(record.id, next);
  }

  function drop() {
    change(emptyDraft);
    onDone?.();
  }

  function send() {
    if (log.isPending || say.isPending) return;
    if (said && (draft.body.trim() !== "" || (said === "promise" && draft.more.kind_id))) return sendOther(said);
    if (draft.body.trim() === "") return;
    const params = { customerId: record.id };
    log.mutate(
      { params, body: { ...bodyOf(draft, draft.kind as InteractionKind), mentions: mentionedIn(draft.body, users) } },
      {
        onSuccess: (made) => {
          change({ ...emptyDraft, kind: "note" });
          refresh();
          onDone?.();
          const names = made.unreached?.map(({ name }) => name).join(t("frame.comma"));
          showToast({
            text:
              t("customers.logged", { kind: t(`customers.interaction.${made.kind}`) }) +
              (names ? ` ${t("customers.unreached", { names })}` : ""),
            undo: async () => {
              await call(removeInteractionContract, { params: { ...params, interactionId: made.id } });
              refresh();
              showToast({ text: t("customers.log_undone"), look: "undone" });
            },
          });
        },
      },
    );
  }

  function sendOther(kind: SaidKind) {
    say.mutate(kind, {
      onSuccess: (undo) => {
        change({ ...emptyDraft, kind: "note" });
        saidChanged(record.id);
        onDone?.();
        showToast({
          text: t("customers.logged", { kind: t(`customers.interaction.${kind}`) }),
          undo: () => void doSaid(record.id, undo, t("customers.log_undone")),
        });
      },
    });
  }

  function refresh() {
    void client.invalidateQueries({
      queryKey: [...keyOf(listInteractionsContract), { params: { customerId: record.id } }],
    });
    void rereadRecord(record.id);
  }
}

function bodyOf(draft: Draft, kind: InteractionKind) {
  const hasDirection = draft.kind === "call" || draft.kind === "mail";
  const isNote = draft.kind === "note";
  return {
    kind,
    body: draft.body.trim(),
    ...(hasDirection ? { direction: draft.direction } : {}),
    ...(draft.contactId && !isNote ? { contact_id: draft.contactId } : {}),
    ...(draft.happenedAt && !isNote ? { happened_at: new Date(draft.happenedAt).toISOString() } : {}),
    ...(draft.minutes && !isNote && draft.kind !== "mail" ? { duration_s: Number(draft.minutes) * 60 } : {}),
  };
}
