"""A Telegram on this machine: a strict Bot API server and a chat page. Depends on nothing of ours."""
