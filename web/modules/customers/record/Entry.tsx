import { useTranslation } from "react-i18next";
import {
  listInteractionsContract,
  logInteractionContract,
  removeInteractionContract,
  updateInteractionContract,
} from "../../../../server/modules/customers/interaction.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { formatDuration, formatFull, formatTime } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import type { IconName } from "../../../ui/icons.ts";
import { showToast } from "../../../ui/toasts.ts";
import { EntryRecording } from "../../voice/recording/EntryRecording.tsx";
import { kindIcons } from "../kinds.ts";
import { useRecord } from "./RecordContext.ts";
import type { Interaction } from "./timeline.ts";

/** One touch with the customer. */
export function Entry({ entry }: { entry: Interaction }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const params = { customerId: record.id, interactionId: entry.id };
  const who = entry.contact?.name ?? t(`customers.interaction.${entry.kind}`);
  return (
    <article className="ev" aria-label={`${who} ${formatFull(entry.happened_at)}`}>
      <span className="ic" data-kind={entry.kind}>
        <Icon name={iconOf(entry)} size={13} />
      </span>
      <div className="hd">
        <b>{who}</b>
        <span className="t2 el">{[how(), entry.subject, entry.user?.name].filter(Boolean).join(" · ")}</span>
        {entry.can_change && (
          <span className="quiet">
            <ActionButton look="text" small icon="bin" label={t("customers.remove_entry")} onClick={remove} />
          </span>
        )}
        <time dateTime={entry.happened_at} title={formatFull(entry.happened_at)}>
          {formatTime(entry.happened_at)}
          {entry.duration_s ? ` · ${formatDuration(entry.duration_s)}` : ""}
        </time>
      </div>
      {entry.body && <div className="bd">{entry.can_change ? editable() : entry.body}</div>}
      {entry.kind === "call" && <EntryRecording customerId={record.id} interactionId={entry.id} />}
    </article>
  );

  function how(): string {
    const isDirected = entry.direction && (entry.kind === "call" || entry.kind === "mail");
    if (isDirected) return t(`customers.direction.${entry.kind}_${entry.direction}`);
    return entry.contact ? t(`customers.interaction.${entry.kind}`) : "";
  }

  function editable() {
    return (
      <InlineEdit
        label={t(`customers.interaction.${entry.kind}`)}
        value={entry.body ?? ""}
        shown={<span className="long">{entry.body}</span>}
        multiline
        seen={null}
        explain={problemText}
        onSave={async (body) => {
          await call(updateInteractionContract, { params, body: { body } });
          await refresh();
        }}
        editor={({ value, onChange, label }) => (
          <textarea
            className="inp"
            ref={focusOnOpen}
            rows={3}
            aria-label={label}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      />
    );
  }

  async function remove() {
    try {
      await call(removeInteractionContract, { params });
      await refresh();
      showToast({ text: t("customers.entry_removed"), undo: restore });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }

  async function restore() {
    const { kind, direction, department, subject, body, contact, client_id, happened_at, duration_s } = entry;
    await call(logInteractionContract, {
      params: { customerId: record.id },
      body: {
        kind,
        direction,
        department,
        subject,
        body,
        client_id,
        happened_at,
        duration_s,
        contact_id: contact?.id ?? null,
      },
    });
    await refresh();
  }

  function refresh() {
    return client.invalidateQueries({
      queryKey: [...keyOf(listInteractionsContract), { params: { customerId: record.id } }],
    });
  }
}

function iconOf(entry: Interaction): IconName {
  if (entry.kind === "call" && entry.direction) return entry.direction === "in" ? "callIn" : "callOut";
  return kindIcons[entry.kind];
}
