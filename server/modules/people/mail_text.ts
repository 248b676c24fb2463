export type Template = "invitation" | "reset" | "test";
export interface MailWords {
  name: string;
  organisation: string;
  link: string;
}

/** Subject and plain text of the mails that the product writes itself. */
export function mailText(
  template: Template,
  locale: "zh-CN" | "en",
  words: MailWords,
): { subject: string; text: string } {
  return texts[locale][template](words);
}

const texts: Record<"zh-CN" | "en", Record<Template, (words: MailWords) => { subject: string; text: string }>> = {
  "zh-CN": {
    invitation: ({ name, organisation, link }) => ({
      subject: `${organisation}邀请你使用知音`,
      text: `${name}，你好：\n\n${organisation}为你开通了知音。请在 7 天内打开下面的链接，设置密码后登录：\n\n${link}\n\n链接只能用一次。不是你要的？不用理会这封邮件。\n`,
    }),
    reset: ({ name, organisation, link }) => ({
      subject: `重设你在${organisation}的知音密码`,
      text: `${name}，你好：\n\n请在 2 小时内打开下面的链接，设置新密码：\n\n${link}\n\n链接只能用一次。没有申请重设？不用理会这封邮件，密码不会变。\n`,
    }),
    test: ({ organisation }) => ({
      subject: "知音测试邮件",
      text: `收到这封邮件，说明${organisation}的发信设置可以用。\n`,
    }),
  },
  en: {
    invitation: ({ name, organisation, link }) => ({
      subject: `${organisation} invites you to Zhiyin`,
      text: `Hello ${name},\n\n${organisation} has opened a Zhiyin account for you. Set your password with this link within 7 days:\n\n${link}\n\nThe link works once. If you did not expect this, ignore this mail.\n`,
    }),
    reset: ({ name, organisation, link }) => ({
      subject: `Set a new password for ${organisation} on Zhiyin`,
      text: `Hello ${name},\n\nSet a new password with this link within 2 hours:\n\n${link}\n\nThe link works once. If you did not ask for it, ignore this mail; your password stays as it is.\n`,
    }),
    test: ({ organisation }) => ({
      subject: "Zhiyin test mail",
      text: `If you read this, the mail settings of ${organisation} work.\n`,
    }),
  },
};
