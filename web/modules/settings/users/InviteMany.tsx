import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { inviteUsersContract } from "../../../../server/modules/people/people.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useCall } from "../../../api/queries.ts";
import { useMe } from "../../../frame/me.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { downloadText } from "../download.ts";
import { FormProblem } from "../FormProblem.tsx";
import { BatchTable } from "./BatchTable.tsx";
import { readText } from "./csv_text.ts";
import { reloadUsers } from "./users.ts";

export type BatchRow = ResponseOf<typeof inviteUsersContract>["rows"][number];

/** Many users at once: paste or choose a file, look at what would become of each row, then add the good ones. */
export function InviteMany({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const check = useCall(inviteUsersContract);
  const create = useCall(inviteUsersContract);
  const [csv, setCsv] = useState("");
  const checked = check.data?.rows;
  const made = create.data?.rows;
  const ready = checked?.filter((row) => row.outcome === "ready").length ?? 0;
  const links = made?.filter((row) => row.invitation_link) ?? [];
  return (
    <Dialog wide title={t("settings.users.many.title")} onClose={onClose} footer={footer()}>
      <div className="many">{made ? done() : checked ? preview() : input()}</div>
    </Dialog>
  );

  function input() {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: a file may be let go here; the button does the same
      <div onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <p className="t2">{t("settings.users.many.text")}</p>
        <textarea
          className="inp csv"
          rows={9}
          spellCheck={false}
          aria-label={t("settings.users.many.paste")}
          placeholder={t("settings.users.many.example")}
          value={csv}
          onChange={(event) => {
            setCsv(event.target.value);
            check.reset();
          }}
        />
        <div className="row">
          <label className="btn">
            <Icon name="upload" />
            {t("settings.users.many.choose")}
            <input
              type="file"
              accept=".csv,text/csv,text/plain"
              className="sr"
              onChange={(event) => event.target.files?.[0] && void take(event.target.files[0])}
            />
          </label>
          <button type="button" className="btn link" onClick={example}>
            {t("settings.users.many.download_example")}
          </button>
        </div>
        {check.error && <Unreadable error={check.error} />}
      </div>
    );
  }

  function preview() {
    const rejected = (checked?.length ?? 0) - ready;
    return (
      <>
        <p className="t2">
          {t("settings.users.many.would_add", { count: ready })}
          {rejected > 0 && ` ${t("settings.users.many.would_leave", { count: rejected })}`}
          {ready > 0 && !me.mail_ready && ` ${t("settings.users.many.links_follow")}`}
        </p>
        <BatchTable rows={checked ?? []} />
        <FormProblem error={create.error} />
      </>
    );
  }

  function done() {
    const count = made?.filter((row) => row.outcome === "created").length ?? 0;
    return (
      <>
        <p className="t2">
          {t("settings.users.many.added", { count })}
          {links.length > 0 && ` ${t("settings.users.many.links_text")}`}
        </p>
        <BatchTable rows={made ?? []} />
      </>
    );
  }

  function footer() {
    if (made) {
      return (
        <>
          {links.length > 0 && (
            <ActionButton icon="download" onClick={saveLinks}>
              {t("settings.users.many.save_links")}
            </ActionButton>
          )}
          <ActionButton look="primary" onClick={onClose}>
            {t("frame.close")}
          </ActionButton>
        </>
      );
    }
    if (checked) {
      return (
        <>
          <ActionButton onClick={() => check.reset()}>{t("settings.users.many.back")}</ActionButton>
          {ready > 0 && (
            <ActionButton look="primary" loading={create.isPending} onClick={add}>
              {t("settings.users.many.add", { count: ready })}
            </ActionButton>
          )}
        </>
      );
    }
    return (
      <>
        <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
        <ActionButton
          look="primary"
          loading={check.isPending}
          onClick={() => csv.trim() && check.mutate({ body: { csv, dry_run: true } })}
        >
          {t("settings.users.many.check")}
        </ActionButton>
      </>
    );
  }

  function add() {
    create.mutate(
      { body: { csv, dry_run: false } },
      {
        onSuccess: ({ rows }) => {
          void reloadUsers();
          const count = rows.filter((row) => row.outcome === "created").length;
          showToast({ text: t("settings.users.many.added", { count }) });
        },
      },
    );
  }

  async function take(file: File) {
    const text = await readText(file);
    setCsv(text);
    check.mutate({ body: { csv: text, dry_run: true } });
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file) void take(file);
  }

  function example() {
    downloadText("users.csv", `\ufeff${t("settings.users.many.example")}\n`, "text/csv");
  }

  function saveLinks() {
    const lines = links.map((row) => [row.name, row.email, row.invitation_link].map(quoted).join(","));
    downloadText("invitations.csv", `\ufeff${t("settings.users.many.links_head")}\n${lines.join("\n")}\n`, "text/csv");
  }
}

function Unreadable({ error }: { error: { fields: readonly { reason: string }[] } & Error }) {
  const { t } = useTranslation();
  const reason = error.fields[0]?.reason;
  const known = ["no_rows", "no_name_or_mail_column", "more_than_5000_rows"];
  if (!reason || !known.includes(reason)) return <FormProblem error={error} />;
  return (
    <p className="danger" role="alert">
      {t(`settings.users.many.unreadable.${reason}`)}
    </p>
  );
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function quoted(text: string | null): string {
  const plain = (text ?? "").replace(/^[=+\-@\t\r]/, "'$&");
  return `"${plain.replaceAll('"', '""')}"`;
}
