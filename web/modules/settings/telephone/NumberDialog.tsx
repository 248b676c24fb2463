import { useTranslation } from "react-i18next";
import {
  createVoiceNumberContract,
  updateVoiceNumberContract,
} from "../../../../server/modules/voice/number.contract.ts";
import { call } from "../../../api/call.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { FormDialog } from "../FormDialog.tsx";
import { Choice } from "./Choice.tsx";
import { Chooser } from "./Chooser.tsx";
import { whatDiffers } from "./differ.ts";
import { bodyOf, faultsIn, formOf, ringing } from "./number_form.ts";
import { TextField } from "./TextField.tsx";
import type { Trunk, VoiceNumber } from "./telephone.ts";
import { useTelephoneForm } from "./useTelephoneForm.ts";

interface Props {
  number: VoiceNumber | undefined;
  trunks: readonly Trunk[];
  onClose: () => void;
}

/** A number: what we call it, by which trunk it comes, and whom it rings for how long. */
export function NumberDialog({ number, trunks, onClose }: Props) {
  const { t } = useTranslation();
  const { users, teams, clients } = useColleagues();
  const { form, set, problem, dialog } = useTelephoneForm({
    begin: () => formOf(number, trunks),
    check: faultsIn,
    send: (typed) => {
      const { digits, ...body } = bodyOf(typed);
      return number
        ? call(updateVoiceNumberContract, { params: { numberId: number.id }, body: whatDiffers(number, body) })
        : call(createVoiceNumberContract, { body: { ...body, digits } });
    },
    nameOf: (saved) => saved.display,
    onSaved: onClose,
  });
  const word = (key: string) => t(`settings.telephone.number.${key}`);
  const isTeam = form.rings === "team";
  return (
    <FormDialog title={number ? number.display : word("add")} onClose={onClose} {...dialog}>
      {!number && (
        <TextField
          label={word("digits")}
          value={form.digits}
          error={problem("digits")}
          hint={word("digits_hint")}
          placeholder="0571 8796 4400"
          maxLength={40}
          isFirst
          onChange={(digits) => set({ digits })}
        />
      )}
      <TextField
        label={word("label")}
        value={form.label}
        error={problem("label")}
        hint={word("label_hint")}
        maxLength={60}
        isFirst={number !== undefined}
        onChange={(label) => set({ label })}
      />
      <Chooser
        label={word("trunk")}
        options={trunks}
        value={form.trunk_id}
        onChange={(trunk_id) => set({ trunk_id })}
      />
      <Choice
        legend={word("rings")}
        options={ringing}
        value={form.rings}
        nameOf={(one) => word(`rings_is.${one}`)}
        onChange={(rings) => set({ rings })}
      />
      <Chooser
        label={word(`rings_whom.${form.rings}`)}
        none={t("settings.telephone.choose")}
        options={isTeam ? teams : users.filter((one) => one.is_active)}
        value={isTeam ? form.team_id : form.user_id}
        error={problem("rings")}
        onChange={(id) => set(isTeam ? { team_id: id } : { user_id: id })}
      />
      <div className="tel-short">
        <TextField
          label={word("ring_seconds")}
          value={form.ring_seconds}
          error={problem("ring_seconds")}
          hint={word("ring_seconds_hint")}
          maxLength={3}
          isNumber
          onChange={(ring_seconds) => set({ ring_seconds })}
        />
      </div>
      {(clients.length > 0 || form.client_id) && (
        <Chooser
          label={word("client")}
          none={word("no_client")}
          hint={word("client_hint")}
          options={clients}
          value={form.client_id}
          onChange={(client_id) => set({ client_id })}
        />
      )}
    </FormDialog>
  );
}
