// Swagger UI over the contract, everything collapsed. Changes by a person who is signed in carry the token of their session.

const SAFE = ["GET", "HEAD", "OPTIONS"];

/** The token of the session; undefined without one. */
async function sessionToken() {
  const response = await fetch("/v1/me", { headers: { accept: "application/json" } });
  return response.ok ? (await response.json()).csrf_token ?? undefined : undefined;
}

/** Adds the token to a change, unless it comes with a key or goes to another service. */
async function withToken(request) {
  const isHere = new URL(request.url, location.href).origin === location.origin;
  const isSafe = SAFE.includes((request.method ?? "GET").toUpperCase());
  if (!isHere || isSafe || request.headers.Authorization) return request;
  const token = await sessionToken();
  if (token) request.headers["X-CSRF-Token"] = token;
  return request;
}

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  filter: true,
  validatorUrl: null,
  requestInterceptor: withToken,
  showMutatedRequest: false,
});
