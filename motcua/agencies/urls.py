from django.urls import path

from motcua.agencies import views

app_name = "agencies"
urlpatterns = [path("tu-cach/", views.capacity, name="capacity")]
