import { useTranslation } from "react-i18next";
import {
  listRegisteredContract,
  removeExtensionContract,
  setExtensionContract,
} from "../../../../server/modules/voice/extension.contract.ts";
import { call } from "../../../api/call.ts";
import { useRead } from "../../../api/queries.ts";
import { nameOf, useColleagues } from "../../../frame/colleagues.ts";
import { absent } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { InlineEdit } from "../../../ui/InlineEdit.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { RowRemover, SettingsTable } from "../SettingsTable.tsx";
import { faultsOf } from "./faults.ts";
import { SignedIn } from "./SignedIn.tsx";
import { sentenceOf } from "./sentences.ts";
import { attempt, type Extension, rereadTelephone } from "./telephone.ts";

/** Extensions in their order; one is changed where it stands. */
export function ExtensionTable({ extensions }: { extensions: readonly Extension[] }) {
  const { t } = useTranslation();
  const { users, teams } = useColleagues();
  const registered = new Set(useRead(listRegisteredContract, {}, { refetchInterval: 10_000 }).data?.digits);
  const teamOf = (userId: string) => nameOf(teams, users.find(({ id }) => id === userId)?.team_id);
  return (
    <SettingsTable
      label={t("settings.telephone.part.extensions")}
      look="tel-set tel-extensions"
      rows={extensions}
      keyOf={({ user }) => user.id}
      columns={[
        {
          title: t("settings.telephone.extension.person"),
          cell: ({ user }) => (
            <span className="row">
              <Avatar name={user.name} />
              <b className="el">{user.name}</b>
            </span>
          ),
        },
        {
          title: t("settings.telephone.extension.digits"),
          look: () => "open",
          cell: (one) => <Digits extension={one} />,
        },
        {
          title: t("settings.telephone.extension.device"),
          cell: ({ digits }) =>
            registered.has(digits) && <SignedIn>{t("settings.telephone.extension.signed_in")}</SignedIn>,
        },
        {
          title: t("settings.users.team"),
          look: () => "t2",
          cell: ({ user }) => teamOf(user.id) || <span className="t3">{absent}</span>,
        },
      ]}
      acts={(one) => (
        <RowRemover
          label={t("settings.telephone.extension.take_of", { name: one.user.name })}
          onRemove={() => void take(one)}
        />
      )}
    />
  );

  async function take({ user, digits }: Extension) {
    const params = { userId: user.id };
    if (!(await attempt(() => call(removeExtensionContract, { params })))) return;
    showToast({
      text: t("settings.telephone.extension.taken", { name: user.name, digits }),
      undo: async () => {
        const isBack = await attempt(() => call(setExtensionContract, { params, body: { digits } }));
        if (isBack) showToast({ text: t("settings.telephone.extension.back", { name: user.name }), look: "undone" });
      },
    });
  }
}

function Digits({ extension: { user, digits } }: { extension: Extension }) {
  const { t } = useTranslation();
  const label = t("settings.telephone.extension.of", { name: user.name });
  const set = (to: string) => call(setExtensionContract, { params: { userId: user.id }, body: { digits: to } });
  return (
    <InlineEdit
      label={label}
      value={digits}
      seen={digits}
      shown={digits}
      explain={(error) => (error instanceof Unfit ? error.message : problemText(error))}
      onSave={async (typed) => {
        const wanted = typed.trim();
        const fault = sentenceOf("digits", faultsOf(setExtensionContract.body!, { digits: wanted }), undefined);
        if (fault) throw new Unfit(fault);
        await set(wanted);
        await rereadTelephone();
        showToast({
          text: t("settings.telephone.extension.changed", { name: user.name, digits: wanted }),
          undo: () => attempt(() => set(digits)),
        });
      }}
      editor={({ value, onChange, label: editorLabel, invalid }) => (
        <input
          className="inp s"
          aria-label={editorLabel}
          aria-invalid={invalid || undefined}
          inputMode="numeric"
          value={value}
          maxLength={6}
          // biome-ignore lint/a11y/noAutofocus: it appears where the extension was clicked
          autoFocus
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    />
  );
}

/** Its message is the sentence for people. */
class Unfit extends Error {}
