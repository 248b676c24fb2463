import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { inviteUserContract, updateUserContract } from "../../../../server/modules/people/people.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { isProblem, type ProblemError } from "../../../api/problem.ts";
import { useCall } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { useMe } from "../../../frame/me.ts";
import { locale } from "../../../text/locale.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Field } from "../../../ui/Field.tsx";
import { focusOnOpen } from "../../../ui/focus.ts";
import { Ticks } from "../../../ui/Ticks.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { FormProblem } from "../FormProblem.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import { reloadUsers, type User, useRoles } from "./users.ts";

type Draft = Required<BodyOf<typeof inviteUserContract>>;

/** One user: invited without `user`, else changed. */
export function UserDrawer({ user, onClose }: { user?: User; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const roles = useRoles();
  const { teams, clients } = useColleagues();
  const invite = useCall(inviteUserContract);
  const update = useCall(updateUserContract);
  const [draft, setDraft] = useState<Draft>(() => draftOf(user));
  const [isTried, setTried] = useState(false);
  const [link, setLink] = useState<string | undefined>();
  const error: ProblemError | null = invite.error ?? update.error;
  const isTaken = isProblem(error, "user.email_taken");
  if (link) return <LinkDialog name={draft.name} link={link} onClose={onClose} />;
  return (
    <Dialog
      place="side"
      title={user ? user.name : t("settings.users.invite")}
      onClose={onClose}
      footer={
        <>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <button
            type="submit"
            form="user-form"
            className="btn primary"
            aria-busy={invite.isPending || update.isPending}
          >
            {user ? t("frame.save") : t(me.mail_ready ? "settings.users.send" : "settings.users.make_link")}
          </button>
        </>
      }
    >
      <form id="user-form" onSubmit={save} noValidate>
        <Field label={t("settings.users.name")} error={problemOf("name", draft.name.trim() !== "")}>
          <input
            className="inp"
            ref={focusOnOpen}
            value={draft.name}
            maxLength={120}
            autoComplete="off"
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Field
          label={t("settings.users.mail")}
          error={isTaken ? problemText(error) : problemOf("email", /^[^\s@]+@[^\s@]+$/.test(draft.email))}
          hint={user ? undefined! : t(me.mail_ready ? "settings.users.mail_goes_here" : "settings.users.link_comes")}
        >
          <input
            className="inp"
            inputMode="email"
            value={draft.email}
            maxLength={254}
            autoComplete="off"
            aria-invalid={isTaken || undefined}
            onChange={(event) => set({ email: event.target.value.trim() })}
          />
        </Field>
        <Field label={t("settings.users.phone")} error={problemOf("phone", true)}>
          <input
            className="inp"
            inputMode="tel"
            value={draft.phone ?? ""}
            maxLength={40}
            autoComplete="off"
            onChange={(event) => set({ phone: event.target.value || null })}
          />
        </Field>
        <Field label={t("settings.users.team")}>
          <select
            className="inp"
            value={draft.team_id ?? ""}
            onChange={(event) => set({ team_id: event.target.value || null })}
          >
            <option value="">{t("settings.users.no_team")}</option>
            {teams.map((team) => (
              <option key={team.id} value={team.id}>
                {team.name}
              </option>
            ))}
          </select>
        </Field>
        <fieldset className="choice">
          <legend>{t("settings.users.language")}</legend>
          <div className="seg">
            {(["zh-CN", "en"] as const).map((one) => (
              <button
                key={one}
                type="button"
                lang={one}
                aria-pressed={draft.locale === one}
                onClick={() => set({ locale: one })}
              >
                {one === "en" ? "English" : "中文"}
              </button>
            ))}
          </div>
        </fieldset>
        <Ticks
          legend={t("settings.users.roles")}
          hint={draft.role_ids.length === 0 ? t("settings.users.no_role_hint") : t("settings.users.roles_hint")}
          options={roles}
          chosen={draft.role_ids}
          onChange={(role_ids) => set({ role_ids })}
        />
        {clients.length > 0 && (
          <fieldset className="choice">
            <legend>{t("settings.users.clients")}</legend>
            <div className="seg">
              {(["all", "listed"] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={draft.client_access === one}
                  onClick={() => set({ client_access: one })}
                >
                  {t(`settings.users.client_access.${one}`)}
                </button>
              ))}
            </div>
          </fieldset>
        )}
        {clients.length > 0 && draft.client_access === "listed" && (
          <Ticks
            legend={t("settings.users.listed_clients")}
            hint={t("settings.users.clients_hint")}
            options={clients}
            chosen={draft.client_ids}
            onChange={(client_ids) => set({ client_ids })}
          />
        )}
        {!isTaken && <FormProblem error={error} />}
      </form>
    </Dialog>
  );

  function set(changes: Partial<Draft>) {
    invite.reset();
    update.reset();
    setDraft({ ...draft, ...changes });
  }

  function problemOf(field: keyof Draft, isGood: boolean): string | undefined {
    if (isTried && !isGood) return t(draft[field] ? "problem.reason.format" : "problem.reason.required");
    return fieldProblem(error, field);
  }

  function save(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (draft.name.trim() === "" || !/^[^\s@]+@[^\s@]+$/.test(draft.email)) return;
    const body = { ...draft, name: draft.name.trim() };
    if (user) {
      update.mutate(
        { params: { userId: user.id }, body: changesOf(body, draftOf(user)) },
        {
          onSuccess: () => {
            void reloadUsers();
            onClose();
            showToast({ text: t("settings.users.changed", { name: body.name }) });
          },
        },
      );
      return;
    }
    invite.mutate(
      { body },
      {
        onSuccess: ({ invitation_link }) => {
          void reloadUsers();
          if (invitation_link) return setLink(invitation_link);
          onClose();
          showToast({ text: t("settings.users.sent", { mail: body.email }) });
        },
      },
    );
  }
}

function draftOf(user: User | undefined): Draft {
  return {
    name: user?.name ?? "",
    email: user?.email ?? "",
    phone: user?.phone ?? null,
    locale: user?.locale ?? locale(),
    team_id: user?.team_id ?? null,
    role_ids: [...(user?.role_ids ?? [])],
    client_access: user?.client_access ?? "all",
    client_ids: [...(user?.client_ids ?? [])],
  };
}

/** Only what differs, so that a colleague's change of something else stays. */
function changesOf(now: Draft, before: Draft): Partial<Draft> {
  const entries = Object.entries(now) as [keyof Draft, Draft[keyof Draft]][];
  return Object.fromEntries(
    entries.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field])),
  );
}
