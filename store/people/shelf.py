"""A group's shelf: passages that its members kept for all of them.

An entry is a bookmark of the chat, with who put it there; so it is listed, searched, exported and
drawn from as one's own are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.people.model import Kept

if TYPE_CHECKING:
    from store.db.database import Database
    from store.people.bookmarks import Bookmarks
    from store.people.model import Bookmark, BookmarkPage, Saved


class Shelf:
    """The shelves of all groups; every question names the group it is about."""

    def __init__(self, database: Database, bookmarks: Bookmarks) -> None:
        self._database = database
        self._bookmarks = bookmarks

    async def keep(self, chat_id: int, saved: Saved, user_id: int, note: str) -> Kept:
        """Put a passage on the shelf; what stands there already stays as it is."""
        there = await self._bookmarks.get(chat_id, saved.passage_id)
        if there is not None:
            return Kept(there, new=False, total=await self.count(chat_id))
        # What somebody else once wrote beside it isn't his.
        await self._database.execute(
            "DELETE FROM bookmark WHERE user_id = ? AND passage_id = ?",
            (chat_id, saved.passage_id),
        )
        await self._bookmarks.save(chat_id, saved, kept_by=user_id)
        entry = await self._bookmarks.annotate(chat_id, saved.passage_id, note)
        if entry is None:
            raise LookupError(saved.passage_id)
        return Kept(entry, new=True, total=await self.count(chat_id))

    async def take_off(self, chat_id: int, passage_id: str) -> None:
        """Take an entry off; it can be put back as it was."""
        await self._bookmarks.remove(chat_id, passage_id)

    async def put_back(self, chat_id: int, passage_id: str) -> Kept | None:
        """Put back what was taken off; None where it is forgotten."""
        await self._bookmarks.restore(chat_id, passage_id)
        entry = await self._bookmarks.get(chat_id, passage_id)
        return None if entry is None else Kept(entry, new=True, total=await self.count(chat_id))

    async def entry(self, chat_id: int, passage_id: str) -> Bookmark | None:
        """Give an entry, also one that was taken off and can be put back."""
        return await self._bookmarks.kept(chat_id, passage_id)

    async def page(self, chat_id: int, wanted: str, *, limit: int, offset: int) -> BookmarkPage:
        """Give a page of the shelf, all or what a tag or word finds, as of one's own bookmarks."""
        return await self._bookmarks.page(chat_id, wanted, limit=limit, offset=offset)

    async def count(self, chat_id: int) -> int:
        """Count a group's entries."""
        return (await self.page(chat_id, "", limit=0, offset=0)).total

    async def count_of(self, user_id: int) -> int:
        """Count what one person has put on shelves."""
        row = await self._database.fetch_one(
            "SELECT count(*) AS n FROM bookmark WHERE kept_by = ? AND removed_at IS NULL",
            (user_id,),
        )
        return 0 if row is None else int(row["n"])
