import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";

export const passwordLength = { least: 10, most: 128 };
const days = 24 * 60 * 60;

/** The organisation's id stands in the name of every cookie, and its own secret signs them. */
export const cookiePrefix = (organisationId: string): string =>
  `zhiyin_${organisationId.replaceAll("-", "").slice(-12)}`;
export function identitySecret(house: House): string {
  const secret = secrets.get(house) ?? house.secret("identity").toString("base64url");
  secrets.set(house, secret);
  return secret;
}
const secrets = new WeakMap<House, string>();

type Identity = ReturnType<typeof create>;
const instances = new WeakMap<House, Map<string, Identity>>();

/** The library wants an address; it is never shown or linked to, so it is not taken from the request. */
export const identityOrigin = (isSecure: boolean): string =>
  isSecure ? "https://identity.internal" : "http://identity.internal";

/**
 * The identity library over this organisation's tables: it hashes passwords (scrypt), keeps sessions and the second
 * factor. It is called as functions; its own HTTP endpoints are not mounted.
 */
export function identityOf({ house, isSecure }: { house: House; isSecure: boolean }): Identity {
  const origin = identityOrigin(isSecure);
  const ofHouse = instances.get(house) ?? new Map<string, Identity>();
  instances.set(house, ofHouse);
  const known = ofHouse.get(origin) ?? create(house, origin);
  ofHouse.set(origin, known);
  return known;
}

const times = { createdAt: "created_at", updatedAt: "updated_at" };

function create(house: House, origin: string) {
  return betterAuth({
    appName: house.organisation.name,
    baseURL: origin,
    basePath: "/api/identity",
    secret: identitySecret(house),
    database: { db: house.db, type: "postgres" },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: cookiePrefix(house.organisation.id),
      useSecureCookies: origin.startsWith("https://"),
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: ["x-zhiyin-ip"] },
    },
    user: { modelName: "app_user", fields: { ...times, emailVerified: "email_verified" } },
    session: {
      modelName: "session",
      expiresIn: 7 * days,
      updateAge: 1 * days,
      fields: {
        ...times,
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
      },
    },
    account: {
      modelName: "account",
      fields: {
        ...times,
        userId: "user_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
      },
    },
    verification: { modelName: "verification", fields: { ...times, expiresAt: "expires_at" } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
    },
    plugins: [
      twoFactor({
        issuer: house.organisation.name,
        schema: {
          user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
          twoFactor: {
            modelName: "two_factor",
            fields: {
              userId: "user_id",
              backupCodes: "backup_codes",
              failedVerificationCount: "failed_verification_count",
              lockedUntil: "locked_until",
            },
          },
        },
      }),
    ],
  });
}
