/** The router's `navigate`, for what happens outside of a component. */
let navigate = (path) => location.assign(path);

export function setNavigate(given) {
  navigate = given;
}

export function go(path, options) {
  navigate(path, options);
}
