//! The `auth.*` methods of the Telegram API.
