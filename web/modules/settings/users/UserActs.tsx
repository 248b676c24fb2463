import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  deactivateUserContract,
  reactivateUserContract,
  resendInvitationContract,
} from "../../../../server/modules/people/people.contract.ts";
import { call } from "../../../api/call.ts";
import { useCan, useMe } from "../../../frame/me.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { HandOverDialog } from "../hand_overs/HandOverDialog.tsx";
import { ShutButton } from "../ShutButton.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import { reloadUsers, type User } from "./users.ts";

/** Edit, send the invitation again, hand over, end or give back access. Ending is done at once and can be taken back. */
export function UserActs({ user, onEdit }: { user: User; onEdit: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const can = useCan();
  const navigate = useNavigate();
  const [isHandingOver, setHandingOver] = useState(false);
  const [link, setLink] = useState<string | undefined>();
  const { id: userId, name } = user;
  const mayHandOver = can("customer.transfer");
  return (
    <>
      {user.state === "invited" && (
        <ShutButton icon="mail" label={t("settings.users.resend_to", { name })} onClick={() => void resend()} />
      )}
      <ShutButton icon="edit" label={t("settings.users.edit_of", { name })} onClick={onEdit} />
      {mayHandOver && (
        <ShutButton
          icon="transfer"
          label={t("settings.users.hand_over_of", { name })}
          onClick={() => setHandingOver(true)}
        />
      )}
      {user.state === "deactivated" ? (
        <ShutButton icon="undo" label={t("settings.users.reactivate_of", { name })} onClick={() => void giveBack()} />
      ) : (
        <ShutButton
          icon="leave"
          label={t("settings.users.deactivate_of", { name })}
          why={user.id === me.user.id ? t("settings.users.not_myself") : undefined}
          onClick={() => void end()}
        />
      )}
      {isHandingOver && <HandOverDialog from={userId} onClose={() => setHandingOver(false)} />}
      {link && <LinkDialog name={name} link={link} onClose={() => setLink(undefined)} />}
    </>
  );

  /** The page may have been left by then, so it goes to one of its own. */
  function handOver() {
    if (!mayHandOver) return undefined;
    const run = () => navigate({ to: "/settings/$", params: { _splat: "hand-overs" }, search: { user_id: userId } });
    return { name: t("settings.users.hand_over"), run };
  }

  async function resend() {
    await tried(async () => {
      const { invitation_link } = await call(resendInvitationContract, { params: { userId } });
      if (invitation_link) setLink(invitation_link);
      else showToast({ text: t("settings.users.sent", { mail: user.email }) });
    });
  }

  async function end() {
    await tried(async () => {
      await call(deactivateUserContract, { params: { userId } });
      await reloadUsers();
      showToast({ text: t("settings.users.deactivated", { name }), undo: () => giveBack(), act: handOver() });
    });
  }

  async function giveBack() {
    await tried(async () => {
      await call(reactivateUserContract, { params: { userId } });
      await reloadUsers();
      showToast({ text: t("settings.users.reactivated", { name }), look: "undone" });
    });
  }
}

async function tried(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}
