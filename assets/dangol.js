// What the browser decides by itself. Everything else is asked of the server.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  dangol: {
    // The figure for the ground that is shown.
    figure: function (figures, forced) {
      const ground = forced || (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
      return figures ? figures[ground] : window.dash_clientside.no_update;
    },

    // Another colour scheme, kept in a cookie: it says nothing about anybody.
    colours: function () {
      const clicked = window.dash_clientside.callback_context.triggered_id;
      const happened = window.dash_clientside.callback_context.triggered.some((one) => one.value);
      if (!clicked || !happened) return window.dash_clientside.no_update;
      const chosen = clicked.colours;
      const secure = location.protocol === "https:" ? "; Secure" : "";
      const age = chosen === "auto" ? 0 : 31536000;
      document.cookie = `dangol-colours=${chosen}; path=/; max-age=${age}; SameSite=Lax${secure}`;
      return chosen === "auto" ? null : chosen;
    },
  },
});
