/** Whether somebody typed, or a history holds, an id as the API gives them; capitals are the same id. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
