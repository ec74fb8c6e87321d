"""Who is reading, and what they may see: sign-in, sessions, roles, row scope, audit."""
