import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { demoPassword } from "#modules/people/me.ts";
import { cast } from "#test/cast.ts";
import { journey, type Stage } from "../journey.ts";
import { fillSignIn, type Visitor } from "../page.ts";
import type { Locale } from "../say.ts";
import { type Screen, screens } from "../screens.ts";

type Scheme = "light" | "dark";

/** A pair that has every language, width and colours once; ZHIYIN_JOURNEYS=all adds the others (three minutes). */
const pair = [
  { locale: "zh-CN", narrow: false, schemes: ["light"] },
  { locale: "en", narrow: true, schemes: ["dark"] },
] as const;
const all = (["zh-CN", "en"] as const).flatMap((locale) =>
  [false, true].map((narrow) => ({ locale, narrow, schemes: ["light", "dark"] as const })),
);

/** In parts, so that each stays within a journey's time. */
const parts = Map.groupBy(screens, (_, index) => Math.floor(index / 5));

for (const { locale, narrow, schemes } of process.env.ZHIYIN_JOURNEYS === "all" ? all : pair) {
  for (const [part, some] of parts) {
    const look = `${locale}, ${narrow ? 390 : 1440} px, ${schemes.join(" and ")}`;
    journey(`axe finds nothing serious: ${look}, part ${part + 1} of ${parts.size}`, (stage) =>
      inspectAll(stage, some, { locale, narrow, schemes }),
    );
  }
}

type Choice = { locale: Locale; narrow: boolean; schemes: readonly Scheme[] };

async function inspectAll(stage: Stage, some: readonly Screen[], { locale, narrow, schemes }: Choice): Promise<void> {
  const found: string[] = [];
  const visitor = await stage.visit({ locale, narrow });
  await visitor.page.goto("/signin");
  await visitor.page.getByLabel(visitor.say("signin.email")).waitFor();
  await inspect(visitor.page, "signin", schemes, found);
  await signInAs(visitor, locale);
  for (const screen of some) {
    await screen.open(visitor);
    await inspect(visitor.page, screen.name, schemes, found);
  }
  if (found.length > 0) throw new Error([...new Set(found)].join("\n"));
}

/** From the sign-in page; the administrator sees every page, in the language chosen here. */
export async function signInAs(visitor: Visitor, locale: Locale): Promise<void> {
  await visitor.page.getByRole("button", { name: locale === "en" ? "English" : "中文" }).click();
  await fillSignIn(visitor, cast.zhao.mail, demoPassword);
  await visitor.page.waitForURL("**/customers");
  await visitor.page.getByRole("navigation", { name: visitor.say("frame.rail") }).waitFor();
}

/** Every rule in the first colours; in the second only the contrast can differ. */
async function inspect(page: Page, name: string, schemes: readonly Scheme[], found: string[]): Promise<void> {
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.locator(`html[data-theme=${scheme}]`).waitFor();
    const axe = new AxeBuilder({ page });
    const { violations } = await (scheme !== schemes[0] ? axe.withRules(["color-contrast"]) : axe).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      for (const node of nodes.slice(0, 5))
        found.push(`${name} ${scheme} ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`);
    }
  }
}
